import { evictDurableObject, runInDurableObject } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { describe, expect, it } from 'vitest';

describe('programme versions', () => {
  it('[P3] a version that is stored stays as it is, whatever the code says later', async () => {
    const directory = env.DIRECTORY.getByName('a-directory-of-its-own');
    const [first] = await directory.programmes();
    await runInDurableObject(directory, (_object, state) => {
      state.storage.sql.exec(`UPDATE programmes SET data = json_set(data, '$.rate', '0.10')`);
    });
    await evictDurableObject(directory);
    const [later] = await directory.programmes();
    expect(first?.rate).toBe('0.15');
    expect(later?.rate).toBe('0.10');
    expect(await directory.programmes()).toHaveLength(1);
  });
});
