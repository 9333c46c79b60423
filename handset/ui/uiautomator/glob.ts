/** Whether a text fits a pattern of `*` and `?`, in time that grows with their lengths and not beyond. */
export function fitsGlob(pattern: string, text: string): boolean {
  let [at, inText] = [0, 0];
  let star = -1;
  let starText = 0;
  while (inText < text.length) {
    const wanted = pattern[at];
    if (wanted === '*') {
      [star, starText] = [at, inText];
      at += 1;
    } else if (wanted === '?' || wanted === text[inText]) {
      at += 1;
      inText += 1;
    } else if (star >= 0) {
      starText += 1;
      [at, inText] = [star + 1, starText];
    } else return false;
  }
  return /^\**$/.test(pattern.slice(at));
}
