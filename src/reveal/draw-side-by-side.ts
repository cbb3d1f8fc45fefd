/** Several SVG drawings on one, side by side, each in its own size; a drawing without a viewBox is left out. */
export function drawSideBySide(drawings: readonly string[]): string {
  const gap = 24;
  let width = 0;
  let height = 0;
  const inner = drawings.flatMap((drawing) => {
    const [, across, down] = /viewBox="0 0 ([\d.]+) ([\d.]+)"/.exec(drawing) ?? [];
    if (across === undefined || down === undefined) return [];
    const left = width === 0 ? 0 : width + gap;
    width = left + Number(across);
    height = Math.max(height, Number(down));
    return [drawing.trim().replace('<svg ', `<svg x="${left}" y="0" width="${across}" height="${down}" `)];
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}">${inner.join('')}</svg>\n`;
}
