/** `Nov 22, 2026, 09:30`, as the person's language has it; the text itself where it is no time. */
export function momentInWords(iso: string): string {
  const moment = new Date(iso);
  if (Number.isNaN(moment.getTime())) return iso;
  return moment.toLocaleString(undefined, { dateStyle: 'medium', timeStyle: 'short' });
}
