/** An engine of lastbit. Put your kernel into `convolve`. */
import { readSync, writeSync } from 'node:fs';

/** Image NHWC, kernel HWIO and not flipped, result NHWC; no padding. conv1d has one row. */
function convolve({ batch, height, width, channelsIn, channelsOut, kernelHeight, kernelWidth, stride }, image, kernel) {
  const outputs = [];
  for (let n = 0; n < batch; n++)
    for (let y = 0; y + kernelHeight <= height; y += stride[0])
      for (let x = 0; x + kernelWidth <= width; x += stride[1])
        for (let o = 0; o < channelsOut; o++) {
          let total = 0;
          for (let r = 0; r < kernelHeight; r++)
            for (let q = 0; q < kernelWidth; q++)
              for (let c = 0; c < channelsIn; c++) {
                const pixel = ((n * height + y + r) * width + x + q) * channelsIn + c;
                total += image[pixel] * kernel[((r * kernelWidth + q) * channelsIn + c) * channelsOut + o];
              }
          outputs.push(total);
        }
  return Float32Array.from(outputs);
}

function read(length) {
  const bytes = Buffer.alloc(length);
  for (let place = 0; place < length; ) {
    const got = readSync(0, bytes, place, length - place, null);
    if (got === 0) process.exit(0);
    place += got;
  }
  return bytes;
}

function answer({ type, shape, count }, numbers) {
  // To add an operation, offer its name here, and look at `operation` of the request below.
  const operations = ['conv2d', 'conv1d'].map((name) => ({ name, formats: ['binary32'] }));
  if (type === 'hello') return [{ type, protocol: 2, engine: 'mine', version: '1', operations, environment: {} }];
  if (shape.padding !== 'valid' || shape.dilation.some((step) => step > 1))
    return [{ type: 'declined', reason: 'padding or dilation' }];
  const pixels = shape.batch * shape.height * shape.width * shape.channelsIn;
  const images = numbers.subarray(0, count * pixels);
  const kernels = numbers.subarray(count * pixels);
  const taps = kernels.length / count;
  const cases = Array.from({ length: count }, (_, i) =>
    convolve(shape, images.subarray(i * pixels, (i + 1) * pixels), kernels.subarray(i * taps, (i + 1) * taps)),
  );
  return [{ type: 'value', format: 'binary32', count }, Buffer.concat(cases.map(({ buffer }) => Buffer.from(buffer)))];
}

for (;;) {
  const lengths = read(8);
  const request = JSON.parse(read(lengths.readUInt32LE(0)).toString());
  const numbers = new Float32Array(new Uint8Array(read(lengths.readUInt32LE(4))).buffer);
  const [reply, payload = Buffer.alloc(0)] = answer(request, numbers);
  const text = Buffer.from(JSON.stringify({ ...reply, id: request.id }));
  const prefix = Buffer.from(Uint32Array.of(text.length, payload.length).buffer);
  const bytes = Buffer.concat([prefix, text, payload]);
  for (let place = 0; place < bytes.length; ) place += writeSync(1, bytes, place);
}
