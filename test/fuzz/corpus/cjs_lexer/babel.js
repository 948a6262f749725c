"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
var _exportNames = { b: true };
Object.defineProperty(exports, "b", { enumerable: true, get: function () { return _b.default; } });
var _a = _interopRequireWildcard(require("./a.js"));
Object.keys(_a).forEach(function (key) {
  if (key === "default" || key === "__esModule") return;
  if (Object.prototype.hasOwnProperty.call(_exportNames, key)) return;
  if (key in exports && exports[key] === _a[key]) return;
  Object.defineProperty(exports, key, { enumerable: true, get: function () { return _a[key]; } });
});
