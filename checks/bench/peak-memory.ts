import { appendFileSync } from 'node:fs';

// Loaded into each measured process by --import: leaves its peak resident memory behind, in KiB.
process.once('exit', () => {
  appendFileSync(process.env['BENCH_PEAK_FILE']!, `${process.resourceUsage().maxRSS}\n`);
});
