// SPDX-License-Identifier: MIT
// A program that is mostly its dependencies: bundled and minified, some 340 KB of JavaScript.
import Ajv from 'ajv';
import * as immutable from 'immutable';
import lodash from 'lodash';
import * as luxon from 'luxon';

const validate = new Ajv().compile({ type: 'object', properties: { id: { type: 'string' } }, required: ['id'] });
const keys = Object.keys({ ...immutable, ...lodash, ...luxon });
console.log(keys.length > 300 && validate({ id: 'a' }) ? 'hello' : keys);
