/** Options of ajv. */
export function validatorSource(schema: unknown, options?: Record<string, unknown>): string;
