import yauzl from 'yauzl';

/** The first entry of a ZIP file whose name fits; undefined when none does. Rejects when it is larger than `most`. */
export async function readEntry(
  file: string,
  fits: (name: string) => boolean,
  most: number,
): Promise<Buffer | undefined> {
  return await new Promise((resolve, reject) => {
    yauzl.open(file, { lazyEntries: true }, (error, zip) => {
      if (error !== null) return reject(error);
      zip.once('error', reject);
      zip.once('end', () => resolve(undefined));
      zip.on('entry', (entry: yauzl.Entry) => {
        if (!fits(entry.fileName)) return zip.readEntry();
        if (entry.uncompressedSize > most) {
          zip.close();
          return reject(new Error(`${entry.fileName} is too large`));
        }
        takeEntry(zip, entry).then(resolve, reject);
      });
      zip.readEntry();
    });
  });
}

async function takeEntry(zip: yauzl.ZipFile, entry: yauzl.Entry): Promise<Buffer> {
  return await new Promise((resolve, reject) => {
    zip.openReadStream(entry, (failure, stream) => {
      if (failure !== null) return reject(failure);
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.once('error', reject);
      stream.once('end', () => {
        zip.close();
        resolve(Buffer.concat(chunks));
      });
    });
  });
}
