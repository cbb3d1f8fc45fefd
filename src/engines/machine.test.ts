import { expect, test } from 'vitest';
import { fromCpuinfo } from './machine.ts';

const amd = `processor\t: 0
vendor_id\t: AuthenticAMD
cpu family\t: 25
model\t\t: 17
model name\t: AMD EPYC
stepping\t: 1
flags\t\t: fpu sse2 avx512_bf16 rdrand fma

processor\t: 1
model\t\t: 99
`;
const arm = `processor\t: 0
Features\t: fp asimd evtstrm sve
CPU implementer\t: 0x41
CPU architecture: 8
CPU variant\t: 0x3
CPU part\t: 0xd0c
CPU revision\t: 1
`;

test('a processor is told by vendor, family, model and stepping, because several share a name', () => {
  expect(fromCpuinfo(amd)).toEqual({
    cpuModel: 'AuthenticAMD family 25 model 17 stepping 1',
    cpuFeatures: ['sse2', 'avx512_bf16', 'fma'],
  });
  expect(fromCpuinfo(arm)).toEqual({
    cpuModel: 'implementer 0x41 part 0xd0c variant 0x3 revision 1',
    cpuFeatures: ['asimd', 'sve'],
  });
  expect(fromCpuinfo('')).toEqual({ cpuFeatures: [] });
});
