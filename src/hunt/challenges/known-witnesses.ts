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
      '3e9b1662 3f7239aa 3f698775 3f706389 3f7239aa 3f7c8bfa 3e9b1662 3f7239aa 3f7bf74d 3f19d452 3f698775 3f7239aa',
      '3f2d6224 3f7239aa 3f7c8bfa 3e9b1662 3f706389 3f7c8bfa 3f2d6224 3f7239aa 3f7c8bfa 3e9b1662 3f6a151b 3f7bf74d',
      '3f2d6224',
    ],
    right: [
      '3eca978b 3f74bffc 3f11d1af 3f2d8394 3f74bffc 3f7dbf02 3eca978b 3f74bffc 3f6df3a1 3a6e0e2e 3f11d1af 3f74bffc',
      '3f68a88a 3f74bffc 3f7dbf02 3eca978b 3f2d8394 3f7dbf02 3f68a88a 3f74bffc 3f7dbf02 3eca978b 3f6da014 3f6df3a1',
      '3f68a88a',
    ],
    by: 'lastbit',
    how: 'beams over the tree, with sampled factors in [0, 1]',
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
      '3f27698b 3f75be62 3f75be62 3f75be62 3f27698b 3f27698b 3f27698b 3f2b3101 3f6e6bf0 3f7f9cb8 3f7f9cb8 3f7f9cb8',
      '3f6e6bf0 3f6e6bf0 3f6e6bf0 3f6e6bf0 3ec6073c 3f1d3cc8 3f1d3cc8 3f1d3cc8 3f6fdb53 3f626ab8 3f626ab8 3f5c2df6',
      '3f6e6bf0',
    ],
    right: [
      '3f76e575 3f6e7b7f 3f6e7b7f 3f6e7b7f 3f76e575 3f76e575 3f76e575 3f5458ef 3f786ad6 3f7b9036 3f7b9036 3f7b9036',
      '3f786ad6 3f786ad6 3f786ad6 3f786ad6 3e88f6b1 3ec8f4ed 3ec8f4ed 3ec8f4ed 3f1fa546 3f46ffe2 3f46ffe2 3f6e37a5',
      '3f786ad6',
    ],
    by: 'lastbit',
    how: 'beams over the tree, with sampled factors in [1/4, 1]',
  },
};
