// Pulumi's runner asks for the pack with require(), and reads TypeScript with a compiler of its own that knows no ESM.
// Node loads the rest by itself, as it does everywhere in this repository.
import './index.ts';
