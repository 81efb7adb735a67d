import type { Control } from './controls/control.ts';
import { gdprControls } from './controls/gdpr.ts';
import { ownControls } from './controls/own.ts';
import { pciDssControls } from './controls/pci-dss.ts';
import { soc2Controls } from './controls/soc-2.ts';

export type { Control, Evidence, FrameworkName, Owner, RecordedEvidence } from './controls/control.ts';
export { frameworks } from './controls/frameworks.ts';

/** Every control: a policy, what holds it up, and the record that shows it. None of them says that all is well. */
export const controls: readonly Control[] = [...pciDssControls, ...soc2Controls, ...gdprControls, ...ownControls];
