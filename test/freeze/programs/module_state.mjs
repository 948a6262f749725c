import { after } from './after.mjs';
import * as counter from './lib/counter.mjs';
import state from './lib/state.cjs';

counter.increment();
state.list.push('main');
console.log('load', counter.count, state.list);
after(() => {
  counter.increment();
  state.list.push('after');
  console.log('after', counter.count, state.list, counter);
});
