import { listenToScanner, openStorage, openTill, readCode, StorageError } from '@zhehui/sdk/till';

const till = openTill({
  key: 'tk_live',
  api: 'https://zhehui.example.com',
  storage: await openStorage(),
  till: '3',
});
const lines = [
  { sku: 'G20S', title: '石头 G20S', unit_amount: 399_900, quantity: 1, serial_numbers: ['SN-1'] },
];
export const stop: () => void = listenToScanner(window, {
  onCode: (code) => {
    const read = readCode(code);
    if (read.kind === 'receipt') void till.checkout(read.checkout);
  },
});
const quote = await till.quote({ lines });
if (quote.kind === 'ok') {
  const sale = await till.sell(
    { lines },
    { provider: 'external', expected_amount_due: quote.value.amount_due },
  );
  if (sale.checkout !== null) await till.take(sale.id, { tender: 'cash', amount: sale.checkout.amount_due });
}
export const full = (error: unknown): boolean =>
  error instanceof StorageError && error.problem.code === 'storage_full';
