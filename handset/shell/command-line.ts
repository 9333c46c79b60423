/** Characters that mean something to a shell when they are not quoted. */
const MEANINGFUL = /[|&;<>()$`\\"'*?[\]#~=%!{}\n\r\t]/;

/**
 * The words of a command line when it is one simple command: plain words and quoted ones, nothing that a shell would
 * expand, join or redirect. `undefined` otherwise: then a real shell has to run it.
 */
export function simpleCommand(commandLine: string): readonly string[] | undefined {
  const words: string[] = [];
  // A shell's blanks only: a carriage return or a wide space at the end belongs to the last word.
  let rest = commandLine.replace(/^[ \t\n]+|[ \t\n]+$/g, '').replace(/[ \t]*;$/, '');
  if (rest === '') return undefined;
  while (rest !== '') {
    const word = /^(?:[^\s'"\\]|'[^']*'|"[^"$`\\]*"|\\[^\n])+/.exec(rest)?.[0];
    if (word === undefined) return undefined;
    const plain = unquote(word);
    if (plain === undefined) return undefined;
    words.push(plain);
    rest = rest.slice(word.length);
    if (rest !== '' && !/^[ \t]/.test(rest)) return undefined;
    rest = rest.replace(/^[ \t]+/, '');
  }
  // `NAME=value command` sets a variable first.
  return words[0] === undefined || words[0].includes('=') ? undefined : words;
}

function unquote(word: string): string | undefined {
  let plain = '';
  for (const match of word.matchAll(/'([^']*)'|"([^"]*)"|\\([^\n])|([^'"\\]+)/g)) {
    const bare = match[4];
    if (bare !== undefined && MEANINGFUL.test(bare.replaceAll(/[=%!{}#~]/g, ''))) return undefined;
    if (bare !== undefined && /^[#~]|\{.*[,.].*\}/.test(bare)) return undefined;
    plain += match[1] ?? match[2] ?? match[3] ?? bare ?? '';
  }
  return plain;
}
