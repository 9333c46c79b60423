/** The page that the phone's browser shows: one image, and its name for accessibility. */
export function pageHtml(imageUrl: string, imageText: string): string {
  return [
    '<!doctype html><html lang="zh"><head><meta charset="utf-8">',
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    `<title>${imageText}</title></head><body style="margin:0">`,
    `<img src="${imageUrl}" alt="${imageText}" style="width:100%;display:block">`,
    '</body></html>\n',
  ].join('');
}
