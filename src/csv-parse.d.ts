// What we use of csv-parse. Its own types bring Node's with them, which the core must not have; tsconfig.json points here.

type Cell = {
  /** The cell's place in its record, counted from 0. */
  readonly index: number;
  /** Where the cell ends, in bytes from the beginning of the file. */
  readonly bytes: number;
};

/** @throws {Error & {code: string}} where the quotes are wrong, and whatever `cast` throws */
export function parse(
  file: Uint8Array,
  options: {
    /** Called for each cell as it is read; what it returns is the cell. */
    cast: (value: string, cell: Cell) => string;
    record_delimiter: string[];
    /** Whether records may differ in their number of cells. */
    relax_column_count: boolean;
    skip_empty_lines: boolean;
    /** Records after which it stops. */
    to: number;
  },
): string[][];
