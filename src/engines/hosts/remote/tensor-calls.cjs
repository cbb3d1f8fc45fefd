/**
 * Computes with tfjs what a host asks for, in a page of a browser or in a thread of Node. A page loads this file as it
 * is, so it is JavaScript without imports.
 *
 * A message is one ArrayBuffer: the length of the header, the header (JSON, filled up with blanks to whole words), and
 * the numbers in binary32. In the header of a request, `{at, length}` stands for numbers.
 */
function decodeMessage(buffer) {
  const [length] = new Uint32Array(buffer, 0, 1);
  const header = JSON.parse(new TextDecoder().decode(new Uint8Array(buffer, 4, length)));
  return { header, numbers: new Float32Array(buffer, 4 + length) };
}

function encodeMessage(header, arrays) {
  const text = JSON.stringify(header);
  const bytes = new TextEncoder().encode(text.padEnd(text.length + 3));
  const length = bytes.length - (bytes.length % 4);
  const numbers = arrays.reduce((sum, array) => sum + array.length, 0);
  const buffer = new ArrayBuffer(4 + length + 4 * numbers);
  new Uint32Array(buffer, 0, 1)[0] = length;
  new Uint8Array(buffer, 4, length).set(bytes.subarray(0, length));
  let place = 4 + length;
  for (const array of arrays) {
    new Float32Array(buffer, place, array.length).set(array);
    place += 4 * array.length;
  }
  return buffer;
}

/** A message with the results of calls of tfjs, or with the error. `isLost` says whether the device is gone. */
async function computeCalls(tf, request, isLost) {
  const { header, numbers } = decodeMessage(request);
  const computed = (word) => {
    if (typeof word !== 'object' || word === null || Array.isArray(word)) return word;
    if ('call' in word) return tf[word.call](...word.words.map(computed));
    return numbers.slice(word.at, word.at + word.length);
  };
  try {
    const tensors = tf.tidy(() => header.calls.map(computed));
    // WebGPU reads later; to wait for each result of WebGL would take milliseconds.
    const later = tf.getBackend() === 'webgpu';
    const results = later
      ? await Promise.all(tensors.map((tensor) => tensor.data()))
      : tensors.map((tensor) => tensor.dataSync());
    tf.dispose(tensors);
    if (isLost()) return encodeMessage({ gone: 'the graphics device was lost' }, []);
    return encodeMessage({ lengths: results.map(({ length }) => length) }, results);
  } catch (error) {
    return encodeMessage({ error: String(error?.message ?? error) }, []);
  }
}

/** Starts a backend with flags of tfjs. Gives what it is, and whether its device is gone. */
async function startBackend(tf, backend, flags) {
  for (const [name, value] of Object.entries(flags)) tf.env().set(name, value);
  if (!(await tf.setBackend(backend))) throw new Error(`tfjs could not start its backend ${backend}`);
  await tf.ready();
  let lost = false;
  let adapter = 'the processor';
  const { gpgpu, device } = tf.backend();
  if (gpgpu !== undefined) {
    const unmasked = gpgpu.gl.getExtension('WEBGL_debug_renderer_info');
    adapter = gpgpu.gl.getParameter(unmasked?.UNMASKED_RENDERER_WEBGL ?? gpgpu.gl.RENDERER);
  } else if (device !== undefined) {
    const { vendor, architecture, description } = device.adapterInfo;
    adapter = [vendor, architecture, description].filter(Boolean).join(' ');
    device.lost.then(() => {
      lost = true;
    });
  }
  return { version: tf.version_core, adapter, isLost: () => lost || gpgpu?.gl.isContextLost() === true };
}

if (typeof module !== 'undefined') module.exports = { computeCalls, decodeMessage, encodeMessage, startBackend };
