/** Letters whose names begin with a vowel: an F, an X. */
const vowelNames = /^[aefhilmnorsx]/i;
/** Words that begin with another sound than their first letter suggests: an hour, a user. */
const exceptions = /^(hour|honest|hono|heir)|^(one|once|eu|ewe|u(int|ni(?!n|m)|rl|ri\b|ser?|tf|ti|uid|lid|s[aeu]|$))/i;

/** Returns a noun after the article that its sound needs: `an EventEmitter`, `a URL`, `an X509Certificate`, `a Uint8Array`. */
export function withArticle(noun: string): string {
  return `${isVowel(noun) ? 'an' : 'a'} ${noun}`;
}

function isVowel(noun: string): boolean {
  const [word = noun] = /^(\p{Lu}+(?!\p{Ll})|\p{Lu}?[^\p{Lu}\s.]+)/u.exec(noun) ?? [];
  // Spelled out letter by letter: HTML, Http, X509.
  if (/^\p{Lu}[\p{Lu}\d]/u.test(word) || /^\p{Lu}?[bcdfghjklmnpqrstvwxz\d]+$/iu.test(word))
    return /^\d/.test(word) ? /^(8|11|18)/.test(word) : vowelNames.test(word);
  const exception = exceptions.exec(word);
  return exception ? exception[1] !== undefined : /^[aeiou]/i.test(word);
}
