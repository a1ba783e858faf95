// The order in which files of tests begin.

import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** A minute or more: all else runs beside it. */
const LONGEST = /\/model\.test\.ts$/;

/** The longest first; then those of all projects mixed: some wait for a browser, others for the processor. */
export class Mixed extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const places = new Map<TestSpecification, number>();
    for (const group of Map.groupBy(await super.sort(files), ({ project }) => project.name).values()) {
      for (const [index, file] of group.entries()) places.set(file, (index + 1) / (group.length + 1));
    }
    const place = (file: TestSpecification): number =>
      LONGEST.test(file.moduleId) ? 0 : (places.get(file) ?? 1);
    return [...files].sort((one, other) => place(one) - place(other));
  }
}
