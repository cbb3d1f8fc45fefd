import { hasGraphicsDevice } from '../../find-browser.ts';

/** Chromium draws by its own software renderer where this machine has no graphics device. */
const software = ['--use-angle=swiftshader', '--enable-unsafe-swiftshader', '--use-webgpu-adapter=swiftshader'];

/** The options of the browser: quiet, with WebGL and WebGPU. */
export function browserWords(): readonly string[] {
  return [
    // As root there is no sandbox, and the browser would not start.
    ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
    ...['--disable-background-networking', '--disable-component-update', '--no-first-run', '--disable-sync'],
    ...['--enable-unsafe-webgpu', '--ignore-gpu-blocklist', '--enable-features=Vulkan'],
    ...(hasGraphicsDevice() ? [] : software),
  ];
}
