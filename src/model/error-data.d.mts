/** An error as plain data, as it crossed process boundaries. */
export interface ErrorData {
  name: string;
  message: string;
  /** Mapped to the user's TypeScript lines. */
  stack?: string;
  code?: string;
  cause?: ErrorData;
}
//# sourceMappingURL=error-data.d.mts.map
