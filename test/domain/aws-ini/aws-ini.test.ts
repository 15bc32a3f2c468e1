import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fromIni } from '@aws-sdk/credential-providers';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { editProfile, readSections } from '#main/domain/aws-ini/index';
import { readLines } from '#main/domain/aws-ini/lines';

const name = fc.stringMatching(/^[a-z][a-z0-9_.-]{0,10}$/);
const key = fc.constantFrom(
  'aws_access_key_id', 'aws_secret_access_key', 'region', 'region_name', 'output', 'role_arn', 'mfa_serial',
); // prettier-ignore
const value = fc.stringMatching(/^[A-Za-z0-9/+=:._-]{1,20}$/).filter((text) => text.trim() !== '');
const space = fc.constantFrom('', ' ', '  ', '\t');
const end = fc.constantFrom('\n', '\r\n');
const comment = fc.constantFrom('', ' # mine', ' ; old', '\t#x');

const line = fc.oneof(
  fc.tuple(name, end).map(([profile, eol]) => `[${profile}]${eol}`),
  fc.tuple(name, space, comment, end).map(([profile, gap, note, eol]) => `[profile ${gap}${profile}${gap}]${note}${eol}`),
  fc.tuple(space, key, space, space, value, comment, end).map((parts) => {
    const [indent, property, left, right, text, note, eol] = parts;
    return `${indent}${property}${left}=${right}${text}${note}${eol}`;
  }),
  fc.tuple(key, value, end).map(([property, text, eol]) => `s3 =${eol}  ${property} = ${text}${eol}`),
  fc.tuple(fc.constantFrom('# note', '; note', '', '   ', 'rubbish', '= nothing', '[open', ']'), end).map(([text, eol]) => `${text}${eol}`),
  end,
); // prettier-ignore
const file = fc
  .tuple(fc.array(line, { maxLength: 25 }), fc.boolean())
  .map(([lines, cut]) => (cut ? lines.join('').replace(/\r?\n$/, '') : lines.join('')));

test('the lines of any text are the text', () => {
  fc.assert(fc.property(fc.oneof(file, fc.string()), (text) => readLines(text).map((one) => one.text).join('') === text)); // prettier-ignore
});

test('an edit is read back, and nothing else of the file reads differently', () => {
  fc.assert(
    fc.property(file, fc.constantFrom('config' as const, 'credentials' as const), name, key, value, (text, which, profile, property, wanted) => {
      const edited = editProfile(text, which, profile, { [property]: wanted });
      const before = readSections(text, which);
      const after = readSections(edited, which);
      const mine = after.find((section) => section.kind === 'profile' && section.name === profile);
      expect(mine?.values[property]).toBe(wanted);
      const others = (sections: typeof after) => sections.filter((section) => !(section.kind === 'profile' && section.name === profile));
      expect(others(after)).toEqual(others(before));
      const without = (values: Record<string, string> = {}) =>
        Object.fromEntries(Object.entries(values).filter(([one]) => one !== property));
      const old = before.find((section) => section.kind === 'profile' && section.name === profile);
      expect(without(mine?.values)).toEqual(without(old?.values));
    }),
  ); // prettier-ignore
});

test('an edit leaves every other line as it was, byte for byte', () => {
  fc.assert(
    fc.property(file, name, value, (text, profile, wanted) => {
      const edited = editProfile(text, 'credentials', profile, { aws_secret_access_key: wanted });
      const before = text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
      const after = edited.match(/[^\n]*\n|[^\n]+$/g) ?? [];
      const kept = before.filter((one) => !/^\s*aws_secret_access_key/.test(one));
      let at = -1;
      for (const one of kept) {
        const found = after.findIndex((other, index) => index > at && (other === one || other.replace(/\r?\n$/, '') === one));
        expect(found).toBeGreaterThan(at);
        at = found;
      }
    }),
  ); // prettier-ignore
});

test('the same edit twice is one', () => {
  fc.assert(
    fc.property(file, name, key, value, (text, profile, property, wanted) => {
      const once = editProfile(text, 'credentials', profile, { [property]: wanted });
      expect(editProfile(once, 'credentials', profile, { [property]: wanted })).toBe(once);
    }),
  );
});

test('comments, spacing, blocks and CRLF stay', () => {
  const before = [
    '# keys of the team', '', '[default]', 'aws_access_key_id=AKIAOLD   ; rotate in May', 'aws_secret_access_key  =  old/secret+1', '', '[other] # not mine',
    'aws_access_key_id = AKIAOTHER', 's3 =', '  max_concurrent_requests = 20', '', '',
  ].join('\r\n'); // prettier-ignore
  const after = editProfile(before, 'credentials', 'default', {
    aws_access_key_id: 'AKIANEW',
    aws_secret_access_key: 'new/secret',
    aws_session_token: 'tok',
  });
  expect(after).toBe(
    before.replace('AKIAOLD', 'AKIANEW').replace('old/secret+1\r\n', 'new/secret\r\naws_session_token = tok\r\n'),
  );
});

test('of a property said twice, and of a profile opened twice, the last counts and is changed', () => {
  const text = '[a]\nregion = one\nregion = two\n[b]\nregion = x\n[a]\nregion = three\n';
  expect(readSections(text, 'credentials').find((section) => section.name === 'a')).toMatchObject({ times: 2, values: { region: 'three' } });
  expect(editProfile(text, 'credentials', 'a', { region: 'four' })).toBe(text.replace('three', 'four'));
  expect(editProfile(text, 'credentials', 'a', { region: null })).toBe('[a]\n[b]\nregion = x\n[a]\n');
}); // prettier-ignore

test('headers differ between the files', () => {
  const config = '[default]\nregion = a\n[profile "my team"]\nregion_name = b\n[sso-session corp]\nsso_region = c\n[bare]\nregion = d\n';
  expect(readSections(config, 'config').map(({ kind, name }) => [kind, name])).toEqual([
    ['profile', 'default'], ['profile', 'my team'], ['sso-session', 'corp'],
  ]);
  expect(editProfile('', 'config', 'new', { region: 'x' })).toBe('[profile new]\nregion = x\n');
  expect(editProfile('a', 'credentials', 'new', { region: 'x' })).toBe('a\n\n[new]\nregion = x\n');
}); // prettier-ignore

test.each(['', ' x', 'a\nb', 'a #b', '#b', 'a ;b'])('%j cannot be a value', (bad) => {
  expect(() => editProfile('', 'credentials', 'a', { region: bad })).toThrow(RangeError);
});

test('a property without a value is a block, which is left alone', () => {
  const text = '[a]\ns3 =\n  region = inner\nregion = outer\n';
  expect(readSections(text, 'credentials')[0]?.values).toEqual({ 's3.region': 'inner', region: 'outer' });
  expect(editProfile(text, 'credentials', 'a', { region: 'new' })).toBe(text.replace('outer', 'new'));
});

test('the SDK reads what is written here', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'aws-ini-'));
  try {
    await fc.assert(
      fc.asyncProperty(file, name, value, value, async (text, profile, id, secret) => {
        const path = join(folder, 'credentials');
        writeFileSync(path, editProfile(text, 'credentials', profile, { aws_access_key_id: id, aws_secret_access_key: secret, role_arn: null })); // prettier-ignore
        const read = await fromIni({
          profile,
          filepath: path,
          configFilepath: join(folder, 'none'),
          ignoreCache: true,
        })();
        expect(read).toMatchObject({ accessKeyId: id, secretAccessKey: secret });
      }),
      { numRuns: 60 },
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
