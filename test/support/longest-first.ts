// The order in which files of tests begin.

import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** A minute or more each: the rest runs beside them. */
const LONGEST = /\/(?:model|crash)\.test\.ts$/;

/** The longest begin first, so that none of them is left to run alone at the end. */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    const is_long = ({ moduleId }: TestSpecification): boolean => LONGEST.test(moduleId);
    return [...sorted.filter(is_long), ...sorted.filter((file) => !is_long(file))];
  }
}
