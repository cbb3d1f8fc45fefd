import { dilationAsZeroTaps } from './metamorphic/dilation-as-zero-taps.ts';
import { imageAndKernelExchanged } from './metamorphic/image-and-kernel-exchanged.ts';
import { infiniteTapOnPadding } from './metamorphic/infinite-tap-on-padding.ts';
import { infinityTimesZero } from './metamorphic/infinity-times-zero.ts';
import { monotoneInEachInput } from './metamorphic/monotone-in-each-input.ts';
import { nanReachesItsWindows } from './metamorphic/nan-reaches-its-windows.ts';
import { negatedImage } from './metamorphic/negated-image.ts';
import { otherWindowsKeepTheirBits } from './metamorphic/other-windows-keep-their-bits.ts';
import { paddingAsExplicitZeros } from './metamorphic/padding-as-explicit-zeros.ts';
import { paddingSameInNumbers } from './metamorphic/padding-same-in-numbers.ts';
import { sameCallTwice } from './metamorphic/same-call-twice.ts';
import { sameWindowAnyBatch } from './metamorphic/same-window-any-batch.ts';
import { sameWindowAnyChannels } from './metamorphic/same-window-any-channels.ts';
import { sameWindowAnyImage } from './metamorphic/same-window-any-image.ts';
import { sameWindowAnyPosition } from './metamorphic/same-window-any-position.ts';
import { scalingByPowerOfTwo } from './metamorphic/scaling-by-power-of-two.ts';
import { strideLeavesOutputsOut } from './metamorphic/stride-leaves-outputs-out.ts';
import { zeroChannelLeftOut } from './metamorphic/zero-channel-left-out.ts';
import { zeroKernelRowLeftOut } from './metamorphic/zero-kernel-row-left-out.ts';
import { zeroTaps } from './metamorphic/zero-taps.ts';
import type { MetamorphicClaim } from './metamorphic-claim.ts';

/** Every claim about behaviour, in table order. */
export const metamorphicClaims: readonly MetamorphicClaim[] = [
  sameCallTwice,
  sameWindowAnyPosition,
  sameWindowAnyImage,
  sameWindowAnyBatch,
  sameWindowAnyChannels,
  otherWindowsKeepTheirBits,
  paddingSameInNumbers,
  paddingAsExplicitZeros,
  strideLeavesOutputsOut,
  dilationAsZeroTaps,
  zeroKernelRowLeftOut,
  zeroChannelLeftOut,
  zeroTaps,
  imageAndKernelExchanged,
  negatedImage,
  scalingByPowerOfTwo,
  monotoneInEachInput,
  nanReachesItsWindows,
  infinityTimesZero,
  infiniteTapOnPadding,
];
