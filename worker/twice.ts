// A call to an object, made once more where the object moved or the line broke. For calls only that give the same outcome
// when they are made again. An overloaded object is left alone.

/** @param call makes the call on a new stub */
export async function twice<Result>(call: () => Promise<Result>): Promise<Result> {
  try {
    return await call();
  } catch (error) {
    const signs = error as { retryable?: boolean; overloaded?: boolean };
    if (!signs.retryable || signs.overloaded) throw error;
    return call();
  }
}
