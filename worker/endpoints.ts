// Every endpoint under /v1 that takes a key. A more specific path stands before the general one.

import { byKey, type Endpoint } from './endpoint.ts';
import { signCart } from './routes/carts-sign.ts';
import {
  importCatalogue,
  listOfCatalogue,
  removeFromCatalogue,
  retrieveFromCatalogue,
} from './routes/catalogue.ts';
import { cancelCheckout } from './routes/checkout-cancel.ts';
import { confirmCheckout } from './routes/checkout-confirm.ts';
import { createCheckout } from './routes/checkout-create.ts';
import { createPageCheckout } from './routes/checkout-create-page.ts';
import { refundCheckout } from './routes/checkout-refund.ts';
import { repriceOpenCheckout } from './routes/checkout-reprice.ts';
import { retrieveCheckout } from './routes/checkout-retrieve.ts';
import { reviewClaim } from './routes/claim-review.ts';
import { listOfClaims, retrieveClaim } from './routes/claims.ts';
import { exportClaims } from './routes/claims-export.ts';
import { verifyClaims } from './routes/claims-verify.ts';
import { createKey, createMerchant, listOfKeys, revokeKey } from './routes/merchants.ts';
import { listOfProducts, removeProduct, retrieveProduct } from './routes/products.ts';
import { importProducts } from './routes/products-import.ts';
import { listProgrammes, retrieveProgramme, setProgrammeBudget } from './routes/programmes.ts';
import { createQuote } from './routes/quotes.ts';
import {
  createReconciliation,
  listOfFindings,
  listOfReconciliations,
  retrieveReconciliation,
} from './routes/reconciliations.ts';

export const ENDPOINTS: readonly Endpoint[] = [
  createQuote,
  signCart,
  byKey(createCheckout, createPageCheckout),
  retrieveCheckout,
  repriceOpenCheckout,
  cancelCheckout,
  confirmCheckout,
  refundCheckout,
  listOfClaims,
  exportClaims,
  verifyClaims,
  retrieveClaim,
  reviewClaim,
  listProgrammes,
  retrieveProgramme,
  setProgrammeBudget,
  byKey(importProducts, importCatalogue),
  byKey(listOfProducts, listOfCatalogue),
  byKey(retrieveProduct, retrieveFromCatalogue),
  byKey(removeProduct, removeFromCatalogue),
  createReconciliation,
  listOfReconciliations,
  listOfFindings,
  retrieveReconciliation,
  createMerchant,
  createKey,
  listOfKeys,
  revokeKey,
];
