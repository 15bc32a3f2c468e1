export { editProfile } from './edit.ts';
export { readSections, type Section } from './sections.ts';
