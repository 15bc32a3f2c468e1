import { resolve } from 'node:path';
import type { Command } from 'commander';
import { does, group, verb } from '../command.ts';
import { bytes } from '../table.ts';

export function codeGroup(): Command {
  const code = group('code', "The model's code.");
  const put = verb(code, 'put <folder>', 'Pack a checkout (as .gitignore says) and keep it by its checksum.', [
    'code put ./vivarium_model',
  ]);
  does(put, async ({ client, output, where, until }, _, [folder = '.']) => {
    output.answer(await client.code.put({ ...where, folder: resolve(folder) }, until), ({ code, files, size }) =>
      [`${files} files, ${bytes(size)}`, code.kind === 'archive' ? code.uri : code.kind].join('\n'),
    );
  });
  return code;
}
