/**
 * What nothing needs before a person asks for it: commands, and what they run. The build puts it into a file of its own, so
 * that opening a source file loads a third of the extension's code.
 */
export { ProfileError } from '../profile/profile-error.ts';
export { profile } from '../profile/profile.ts';
export { fixCommand } from './fix-command.ts';
export { generateCommand } from './generate-command.ts';
export { InputsPreviewer } from './inputs-previewer.ts';
export { grantPanelWish } from './panel-wishes.ts';
export { profileCommand } from './profile-command.ts';
export { profileFileCommand } from './profile-file-command.ts';
export { profileItem, profileKnown, profileLast } from './profile-known.ts';
export { copySummary, exportReport, openReport } from './report-commands.ts';
export { saveInputsCommand } from './save-inputs-command.ts';
