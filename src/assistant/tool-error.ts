/** Thrown if a tool cannot answer; the message says what was expected, what was found and what to do next. */
export class ToolError extends Error {
  override readonly name = 'ToolError';
}
