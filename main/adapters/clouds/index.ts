export { createAws as createCloud } from './aws.ts';
