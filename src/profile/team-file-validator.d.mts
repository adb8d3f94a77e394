import type { Validator } from '../report/describe-problem.ts';

declare const validate: Validator;
export default validate;
