import { after } from './after.mjs';

after(async () => {
  console.log('before');
  await null;
  throw new RangeError('thrown after the start');
});
