/** Returns the title of a code lens. The space does not break, because the editor drops others after an icon. */
export function lensTitle(icon: string, text: string): string {
  return `$(${icon})\u00a0${text}`;
}
