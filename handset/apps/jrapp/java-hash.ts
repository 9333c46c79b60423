/**
 * `java.lang.String.hashCode()`: s[0]·31^(n-1) + … + s[n-1] over UTF-16 units, in signed 32 bits. Android-Universal-
 * Image-Loader's HashCodeFileNameGenerator names its cache files with it.
 */
export function javaHashCode(text: string): number {
  let hash = 0;
  for (let index = 0; index < text.length; index += 1)
    hash = (Math.imul(hash, 31) + text.charCodeAt(index)) | 0;
  return hash;
}
