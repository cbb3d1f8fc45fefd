import { expect, test } from 'vitest';
import { places, placesOf } from './places.ts';

test('a checkout has one corpus; the package reads its own besides that of the current folder', () => {
  expect(places).toMatchObject({ isCheckout: true, corpus: 'corpus', packagedCorpus: undefined });
  expect(placesOf('file:///home/me/node_modules/lastbit/dist/places/places.js')).toEqual({
    isCheckout: false,
    program: '/home/me/node_modules/lastbit/',
    corpus: 'corpus',
    packagedCorpus: '/home/me/node_modules/lastbit/corpus',
    report: 'reports/latest',
    survey: '/home/me/node_modules/lastbit/corpus/survey',
  });
});
