/* Rows of an album in which every picture keeps its shape. */

const FLATTEST = 2.2;
const TALLEST = 0.55;

/* Returns how many pictures each row has, for their shapes (width / height). */
export function rowsOf(shapes) {
  const wanted = shapes.length > 4 ? 3 : 2;
  // The best division of the first n pictures, and how far it is from that shape of a row.
  const best = [{ cost: 0, rows: [] }];
  for (let end = 1; end <= shapes.length; end += 1) {
    for (let start = Math.max(0, end - 5); start < end; start += 1) {
      const row = shapes.slice(start, end).reduce((sum, each) => sum + bounded(each), 0);
      const cost = best[start].cost + Math.log(row / wanted) ** 2;
      if (best[end] && best[end].cost <= cost) continue;
      best[end] = { cost, rows: [...best[start].rows, end - start] };
    }
  }
  return best[shapes.length].rows;
}

export function bounded(shape) {
  return Math.min(FLATTEST, Math.max(TALLEST, shape));
}
