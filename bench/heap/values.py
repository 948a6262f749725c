#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Prints how 8-byte NaN-boxed values compare with 16-byte ones: time and peak memory as ratios, per workload.

Usage: values.py HEAP_VALUES_16 HEAP_VALUES_8 [--json]. The two run in turn, the better of three runs counts."""
import json
import subprocess
import sys


def measure(binary, table):
    for line in subprocess.run([binary], check=True, capture_output=True, text=True).stdout.splitlines():
        name, time, peak = line.split()
        table[name] = (min(float(time), table.get(name, (1e12, 0))[0]), int(peak))


def main():
    wide, boxed = {}, {}
    for _ in range(3):
        measure(sys.argv[1], wide)
        measure(sys.argv[2], boxed)
    rows = {n: {"time": boxed[n][0] / wide[n][0], "memory": boxed[n][1] / wide[n][1]} for n in wide}
    if "--json" in sys.argv:
        print(json.dumps(rows))
        return
    print("8-byte values, as a share of 16-byte ones:")
    for name, row in rows.items():
        print(f"  {name:10} time {row['time']:.2f}  memory {row['memory']:.2f}")


main()
