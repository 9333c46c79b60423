/** The part of it that is used. It reads and writes byte by byte, and throws at the first thing that is wrong. */
declare module 'seek-bzip' {
  const Bunzip: {
    decode(
      source: { readByte(): number; read(into: Uint8Array, offset: number, length: number): number },
      sink: { writeByte(byte: number): void },
    ): void;
  };
  export default Bunzip;
}
