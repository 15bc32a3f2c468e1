import { describe, expect, test } from 'vitest';
import { fieldsOf, readChart, setField } from '../../../renderer/charts/chart-text.ts';
import { fitWidth } from '../../../renderer/charts/fit-width.ts';

describe('a chart from its text', () => {
  test('with the defaults of its kind', () => {
    const { chart } = readChart('type: interval\nsource: averted\nx: scenario\n');
    expect(chart).toMatchObject({
      type: 'interval',
      y: 'mean',
      lower: 'lower',
      upper: 'upper',
      mark: 'point',
      width: 640,
    });
  });

  test('an empty field is one not filled in', () => {
    expect(readChart('type: line\nsource: a\nx: year\ny: mean\ncolor:\n').chart).toMatchObject({ x: 'year' });
    expect(readChart('type: bar\nsource: a\nx: year\ny:\n').problem?.message).toBe('A bar chart needs “y”.');
  });

  test('a mistake is said with its place', () => {
    const broken = 'type: bar\nsource: [a\n';
    const { problem } = readChart(broken);
    expect(problem?.message).toMatch(/^This is not YAML/);
    expect(problem?.position).toBeGreaterThan(0);
    const text = 'type: bar\nsource: a\nx: year\ny: mean\nwidth: 5\n';
    const wrong = readChart(text).problem;
    expect(text.slice(wrong?.position)).toBe('5\n');
    expect(readChart('just words').problem).not.toBeNull();
    expect(readChart('').problem).not.toBeNull();
  });

  test('an unknown kind is refused', () => expect(readChart('type: pie\nsource: a\n').chart).toBeNull());
});

describe('the form writes into the text', () => {
  test('keeping comments and order', () => {
    const text = '# why this chart\ntype: bar # kind\nsource: a\nx: year\n';
    expect(setField(text, 'x', 'sex')).toBe('# why this chart\ntype: bar # kind\nsource: a\nx: sex\n');
    expect(setField(text, 'x', null)).toBe('# why this chart\ntype: bar # kind\nsource: a\n');
    expect(setField(text, 'title', 'Deaths: by year')).toContain('title: "Deaths: by year"');
  });

  test('starting from nothing, and leaving alone what cannot be read', () => {
    expect(setField('', 'type', 'bar')).toBe('type: bar\n');
    expect(setField('a: [', 'type', 'bar')).toBe('a: [');
  });

  test('fields read back', () => {
    expect(fieldsOf('type: bar\nstack: true\ny:\nwidth: 300\n')).toEqual({ type: 'bar', stack: 'true', width: '300' });
    expect(fieldsOf('a: [')).toEqual({});
  });
});

describe('the width of a drawing', () => {
  const spec = { mark: 'bar', width: 640, encoding: { x: { field: 'a' } } };
  test('stays where there is room', () => expect(fitWidth(spec, 1000)).toBe(spec));
  test('is laid out anew where there is not', () =>
    expect(fitWidth(spec, 500)).toMatchObject({ width: 500, autosize: { type: 'fit-x' } }));
  test('small multiples are left alone', () => {
    expect(fitWidth({ ...spec, facet: {} }, 500)).toMatchObject({ width: 640 });
    expect(fitWidth({ ...spec, encoding: { column: {} } }, 500)).toMatchObject({ width: 640 });
  });
});
