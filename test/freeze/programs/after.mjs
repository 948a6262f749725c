// Runs a function when the program has started: at once if it starts cold, in the thawed process if it was frozen.
import { startupSnapshot } from 'node:v8';

export function after(f) {
  if (startupSnapshot.isBuildingSnapshot()) startupSnapshot.setDeserializeMainFunction(f);
  else setImmediate(f); // loading ends first, as it does when frozen
}
