import type { KnownWitness } from './challenge.ts';

/** The best inputs known, by challenge. */
export const knownWitnesses: Readonly<Record<string, KnownWitness>> = {
  'kahan-7': {
    left: ['4cfffc26 d900016f 4cfffc80 d980058f 4d7ffe50 da000057 d8ffffff'],
    right: ['3f800000 3f800000 3f800000 3f800000 3f800000 3f800000 3f800000'],
    by: 'lastbit',
    how: 'annealing over bit patterns, from an input of the form that annealing found for n = 5',
  },
  'kahan-9': {
    left: ['4cfffc26 42ca94ca 4cfffc81 d980058f 4d7ffa10 da000057 4dfffa10 da800057 d97fffff'],
    right: ['3f800000 3f800000 3f800000 3f800000 3f800000 3f800000 3f800000 3f800000 3f800000'],
    by: 'lastbit',
    how: 'annealing over bit patterns, from the best input for n = 7 and two terms',
  },
  'dot2-4': {
    left: ['c3e017ff 565c0000 d0fde4c9 c36017ff'],
    right: ['5718b620 3961a061 3dff3ff4 d798b61f'],
    by: 'lastbit',
    how: 'annealing over bit patterns',
  },
  'dot2-9': {
    left: ['48e020ff 4e300000 c1595f7f bc200002 3c720000 3c720000 3c720000 bf2ffffe bf2ff1fe'],
    right: ['b1f9ec80 38d1929e 3a5da9a1 beeff33f 3e9ab620 3e9bba20 3e9bba20 47d192a1 b940005f'],
    by: 'lastbit',
    how: 'annealing over bit patterns',
  },
  'increasing-9': {
    left: ['3f800000 3f800001 3f800001 3f800002 3f800002 3f800002 3f800002 3f800004 3f800004'],
    right: ['3f800000 3f800000 3f800000 3f800000 3f800000 3f800000 3f800000 3f800000 3f800000'],
    by: 'lastbit',
    how: 'a tie at each addition; the sizes by dynamic programming over the binades of the sums',
  },
  'increasing-27': {
    left: [
      '3fc00000 3fd00001 3fd00002 3fd00002 3fd00004 3fd00004 3fd00004 3fd00004 3fd00004 3fd00008 3fd00008 3fd00008',
      '3fd00008 3fd00008 3fd00008 3fd00008 3fd00008 3fd00008 3fd00008 3fd00010 3fd00010 3fd00010 3fd00010 3fd00010',
      '3fd00010 3fd00010 3fd00010',
    ],
    right: [
      '3f800000 3f800000 3f800000 3f800000 3f800000 3f800000 3f800000 3f800000 3f800000 3f800000 3f800000 3f800000',
      '3f800000 3f800000 3f800000 3f800000 3f800000 3f800000 3f800000 3f800000 3f800000 3f800000 3f800000 3f800000',
      '3f800000 3f800000 3f800000',
    ],
    by: 'lastbit',
    how: 'a tie at each addition; the sizes by dynamic programming over the binades of the sums',
  },
  'winograd-2': {
    left: [
      '3c000000 3f7dfdba bf7fb73b 3f7ff7df 3c5f8006 3f800000 bf7b0104 bf7cfd2a bf4f8007 3f7ffffe bf7fb7fb bf7f7fcb',
      '3c090011 3f7fb73b bf800000 b9fb9105',
    ],
    right: ['bf7ffe36 3f7fffb2 bf786f84 bf7b22b5 3f354ef1 bf7fffa5 bf37ffff 3f3fff7a bf73b6e2'],
    by: 'lastbit',
    how: 'annealing over bit patterns in [−1, 1]',
  },
  'winograd-4': {
    left: [
      '3c210460 bf800000 00000000 3f800000 3f5fffdc bc039be5 bf800000 3f7ffdc0 3afddbc4 bf7eefba bf261834 bf7bddac',
      '3be6f645 3f7fffdb 3f000001 bf77fffe bf800000 bf7fffed 3c800021 bf7ffffd bf7d0000 3f800000 3f800000 b932cb5e',
      'bf300018 bf800000 bf800000 3f7ff51d 3f7ffffd bf800000 3e080000 b6bacdc1 be3dffbc 3f800000 3f7ffffd bd14e62a',
    ],
    right: ['00000000 3f7eff74 3f581682 00000000 00000000 3f7ffffc 3f800000 3f800000 3f660401'],
    by: 'lastbit',
    how: 'annealing over bit patterns in [−1, 1]',
  },
  'condition-halves': {
    left: [
      '3f831f59 3ac2c200 3ac2c200 34c2c200 3ac2c200 34c2c200 34c2c200 3ac2c200 34c2c200 34c2c200 34c2c200 2ec2c200',
      '2ec2c200 bfbec6d7 3ac2c200 3ac2c200 3ac2c200 34c2c200 34c2c200 3ac2c200 34c2c200 34c2c200 34c2c200 2ec2c200',
      '2ec2c200',
    ],
    right: [
      '3f7ef3f1 38284000 38284000 32284000 38284000 32284000 32284000 38284000 32284000 32284000 32284000 2c284000',
      '2c284000 3f2bc2db 38284000 38284000 38284000 32284000 32284000 38284000 32284000 32284000 32284000 2c284000',
      '2c284000',
    ],
    by: 'lastbit',
    how: 'two products that meet, with ties on both ways',
  },
  'box-halves': {
    left: [
      '3f363cff 3f000001 3f7fffff 3f410847 3f7fffff 3f5fffff 3f7f1779 3f7ffef7 3f6f32c4 3f000000 3f7fffbf 3f7e0788',
      '3f5b5101 3f61e7bd 3f7fffff 3f4fad3d 3f800000 3f7fffff 3f763d00 3f014288 3f600000 3f601804 3f7fffff 3f014001',
      '3f5fffff',
    ],
    right: [
      '3f4b30fb 3f3e313c 3f013e25 3f7ffffe 3f271d81 3f40cdfe 3f800000 3f60c0fb 3f7fbefb 3f7d8983 3f4c33b0 3f34d040',
      '3f616740 3f4d3a03 3f116a0b 3f000000 3f7fffff 3f0045c7 3f4c2c00 3f7f0000 3f75543c 3f7ff7ff 3f2db082 3f7dffff',
      '3f42cbfe',
    ],
    by: 'lastbit',
    how: 'annealing over bit patterns in [1/2, 1]',
  },
  'condition-lanes': {
    left: [
      '3f831f59 bfbec6d7 3ac2c200 3ac2c200 3ac2c200 3ac2c200 34c2c200 34c2c200 3ac2c200 3ac2c200 34c2c200 34c2c200',
      '34c2c200 34c2c200 2ec2c200 2ec2c200 3ac2c200 3ac2c200 34c2c200 34c2c200 34c2c200 34c2c200 2ec2c200 2ec2c200',
      '00000000',
    ],
    right: [
      '3f7ef3f1 3f2bc2db 38284000 38284000 38284000 38284000 32284000 32284000 38284000 38284000 32284000 32284000',
      '32284000 32284000 2c284000 2c284000 38284000 38284000 32284000 32284000 32284000 32284000 2c284000 2c284000',
      '00000000',
    ],
    by: 'lastbit',
    how: 'two products that meet, with ties on both ways',
  },
  'box-lanes': {
    left: [
      '3f7fffff 3f6977ba 3f7fffff 3f000000 3f007001 3f100447 3f800000 3f202347 3f7fffff 3f4bf882 3f4b80ff 3f800000',
      '3f800000 3f000000 3f792a7b 3f4008f8 3f800000 3f7fffff 3f4023ff 3f800000 3f4fa822 3f301be8 3f7fffff 3f206c43',
      '3f21f491',
    ],
    right: [
      '3f5dcb82 3f7ffffb 3f468303 3f428e0a 3f7fffff 3f7ffff8 3f800000 3f7ffffc 3f000ec1 3f7ffffe 3f377ab7 3f800000',
      '3f3fc181 3f6f9276 3f7fd801 3f7ffef2 3f6353c2 3f12b6b7 3f5fffff 3f7ec981 3f200000 3f000403 3f04da7a 3f7fffff',
      '3f7fffff',
    ],
    by: 'lastbit',
    how: 'annealing over bit patterns in [1/2, 1]',
  },
};
