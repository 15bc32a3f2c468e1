/** A file to send, and its name with the folders it lay in. */
export interface Named {
  file: File;
  name: string;
}

/** The files of a drop, folders walked. The entries are taken at once: the browser empties the list after the event. */
export function filesOf(transfer: DataTransfer): Promise<Named[]> {
  const items = [...transfer.items].filter(({ kind }) => kind === 'file');
  const entries = items.map((item) => ({ entry: item.webkitGetAsEntry(), file: item.getAsFile() }));
  return Promise.all(
    entries.map(({ entry, file }) =>
      entry ? walk(entry, '') : Promise.resolve(file ? [{ file, name: file.name }] : []),
    ),
  ).then((found) => found.flat());
}

async function walk(entry: FileSystemEntry, parent: string): Promise<Named[]> {
  const name = parent ? `${parent}/${entry.name}` : entry.name;
  if (isFile(entry)) return [{ file: await new Promise<File>((resolve, reject) => entry.file(resolve, reject)), name }];
  if (!isFolder(entry)) return [];
  const reader = entry.createReader();
  const found: Named[] = [];
  // A reader hands out a folder in pieces and says it is done with an empty one.
  for (;;) {
    const piece = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject));
    if (piece.length === 0) return found;
    for (const child of piece) found.push(...(await walk(child, name)));
  }
}

const isFile = (entry: FileSystemEntry): entry is FileSystemFileEntry => entry.isFile;
const isFolder = (entry: FileSystemEntry): entry is FileSystemDirectoryEntry => entry.isDirectory;
