/** One line of a Java properties file; escaped by the rules of `java.util.Properties.load`, in plain ASCII. */
export function propertyLine(key: string, value: string): string {
  return `${escapeKey(key)}=${escapeValue(value)}`;
}

function escapeKey(key: string): string {
  return escapeText(key).replaceAll(/[ :=#!]/g, String.raw`\$&`);
}

/** Only a leading space would be lost; a `#` or `!` begins a comment only where a key could begin. */
function escapeValue(value: string): string {
  return escapeText(value).replace(/^ /, String.raw`\ `);
}

function escapeText(text: string): string {
  return text
    .replaceAll('\\', String.raw`\\`)
    .replaceAll(/[^\x20-\x7e]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
