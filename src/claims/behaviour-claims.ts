import type { BehaviourClaim } from './behaviour-claim.ts';
import { dilationAsZeroTaps } from './behaviours/dilation-as-zero-taps.ts';
import { imageAndKernelExchanged } from './behaviours/image-and-kernel-exchanged.ts';
import { infiniteTapOnPadding } from './behaviours/infinite-tap-on-padding.ts';
import { infinityTimesZero } from './behaviours/infinity-times-zero.ts';
import { monotoneInEachInput } from './behaviours/monotone-in-each-input.ts';
import { nanReachesItsWindows } from './behaviours/nan-reaches-its-windows.ts';
import { negatedImage } from './behaviours/negated-image.ts';
import { otherWindowsKeepTheirBits } from './behaviours/other-windows-keep-their-bits.ts';
import { paddingAsExplicitZeros } from './behaviours/padding-as-explicit-zeros.ts';
import { paddingSameInNumbers } from './behaviours/padding-same-in-numbers.ts';
import { sameCallTwice } from './behaviours/same-call-twice.ts';
import { sameWindowAnyBatch } from './behaviours/same-window-any-batch.ts';
import { sameWindowAnyChannels } from './behaviours/same-window-any-channels.ts';
import { sameWindowAnyImage } from './behaviours/same-window-any-image.ts';
import { sameWindowAnyPosition } from './behaviours/same-window-any-position.ts';
import { scalingByPowerOfTwo } from './behaviours/scaling-by-power-of-two.ts';
import { strideLeavesOutputsOut } from './behaviours/stride-leaves-outputs-out.ts';
import { zeroChannelLeftOut } from './behaviours/zero-channel-left-out.ts';
import { zeroKernelRowLeftOut } from './behaviours/zero-kernel-row-left-out.ts';
import { zeroTaps } from './behaviours/zero-taps.ts';

/** Every claim about behaviour, in table order. */
export const behaviourClaims: readonly BehaviourClaim[] = [
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
