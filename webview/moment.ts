/** Formats a time in the user's language, `Nov 22, 2026, 09:30`; returns the text itself if it is not a time. */
export function momentInWords(iso: string): string {
  const moment = new Date(iso);
  if (Number.isNaN(moment.getTime())) return iso;
  return moment.toLocaleString(undefined, { dateStyle: 'medium', timeStyle: 'short' });
}
