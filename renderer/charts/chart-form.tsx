import { Select, Switch, TextInput } from '@mantine/core';
import type { ChartSpec } from '#contract/chart';
import { CHART_FIELDS, type Field } from './chart-fields.ts';
import { fieldsOf, setField } from './chart-text.ts';
import classes from './charts.module.css';

interface Props {
  text: string;
  onChange: (text: string) => void;
  /** Names of the notebook's SQL cells. */
  sources: readonly string[];
  /** Columns of the source's result, where it has run. */
  columns: readonly string[];
}

/** The chart by form. It writes into the same text that the YAML view shows, so that neither loses what the other holds. */
export function ChartForm({ text, onChange, sources, columns }: Props) {
  const values = fieldsOf(text);
  const type = (values['type'] ?? '') in CHART_FIELDS ? (values['type'] as ChartSpec['type']) : 'bar';
  const set = (field: string, value: string | boolean | null) =>
    onChange(setField(text, field, value === '' || value === false ? null : value));
  return (
    <div className={classes.form}>
      <Select
        label="Kind of chart"
        value={values['type'] ?? null}
        allowDeselect={false}
        data={Object.entries(CHART_FIELDS).map(([value, { label }]) => ({ value, label }))}
        onChange={(value) => set('type', value)}
      />
      <Select
        label="Drawn from"
        value={values['source'] ?? null}
        data={withCurrent(sources, values['source'])}
        allowDeselect={false}
        onChange={(value) => set('source', value)}
      />
      {CHART_FIELDS[type].fields.map((field) => (
        <FieldInput
          key={field.name}
          field={field}
          value={values[field.name] ?? ''}
          columns={columns}
          onChange={(value) => set(field.name, value)}
        />
      ))}
    </div>
  );
}

interface FieldProps {
  field: Field;
  value: string;
  columns: readonly string[];
  onChange: (value: string | boolean | null) => void;
}

function FieldInput({ field: { kind, label, hint }, value, columns, onChange }: FieldProps) {
  if (kind === 'switch') {
    return (
      <Switch
        label={label}
        checked={value === 'true'}
        onChange={(event) => onChange(event.currentTarget.checked)}
        mt={4}
        size="sm"
      />
    );
  }
  if (kind === 'text') {
    return (
      <TextInput
        label={label}
        value={value}
        placeholder={hint}
        onChange={(event) => onChange(event.currentTarget.value)}
      />
    );
  }
  const options = kind === 'column' ? withCurrent(columns, value) : [...kind];
  return (
    <Select
      label={label}
      value={value === '' ? null : value}
      placeholder={hint ?? 'none'}
      data={options}
      clearable
      searchable={kind === 'column'}
      onChange={onChange}
    />
  );
}

/** A value that is set stays choosable although the source does not have it (just now). */
function withCurrent(options: readonly string[], current: string | undefined): string[] {
  return [...new Set([...options, ...(current ? [current] : [])])];
}
