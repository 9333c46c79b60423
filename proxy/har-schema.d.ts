// The package has no types of its own: JSON schemas of HAR 1.2, by the name of what they describe.
declare module 'har-schema' {
  const schemas: Readonly<Record<string, object>>;
  export default schemas;
}
