// SPDX-License-Identifier: MIT
// Takes an order from an API Gateway (payload 2.0) request, checks it, adds it up and answers with the item that would
// be stored. Frozen, all but the handler runs once, at build time: importing zod, building the schema, reading TABLE_NAME.
import { z } from 'zod';

const TABLE_NAME = process.env.TABLE_NAME;
if (!TABLE_NAME) throw new Error('TABLE_NAME is not set');

const VAT = { DE: 0.19, FR: 0.2, NL: 0.21 };
const FREE_SHIPPING_FROM = 5000;
const SHIPPING = 495;

const Order = z.object({
  customer: z.object({
    email: z.email(),
    country: z.enum(Object.keys(VAT)),
  }),
  lines: z.array(z.object({
    sku: z.string().regex(/^[A-Z]{3}-\d{4}$/, 'an SKU looks like ABC-1234'),
    quantity: z.int().min(1).max(99),
    unitPrice: z.int().nonnegative(), // cents
  })).min(1).max(50),
  coupon: z.string().trim().toUpperCase().optional(),
  deliverOn: z.iso.date().optional(),
});

// zod compiles the checks of a schema when it is first used: let that be at build time, too.
Order.safeParse({ customer: {}, lines: [{}] });

const COUPONS = { WELCOME10: (sum) => Math.round(sum * 0.1), FIVER: (sum) => Math.min(500, sum) };

function addUp({ lines, coupon, customer }) {
  const goods = lines.reduce((sum, { quantity, unitPrice }) => sum + quantity * unitPrice, 0);
  const discount = COUPONS[coupon]?.(goods) ?? 0;
  const shipping = goods - discount >= FREE_SHIPPING_FROM ? 0 : SHIPPING;
  const net = goods - discount + shipping;
  const vat = Math.round(net * VAT[customer.country]);
  return { goods, discount, shipping, vat, total: net + vat };
}

function answer(statusCode, body) {
  return { statusCode, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
}

export async function handler(event, context) {
  let input;
  if (event.isBase64Encoded) return answer(415, { error: 'send the order as application/json' });
  try {
    input = JSON.parse(event.body);
  } catch {
    return answer(400, { error: 'the body is not JSON' });
  }
  const order = Order.safeParse(input);
  if (!order.success) {
    const problems = order.error.issues.map(({ path, message }) => ({ at: path.join('.'), message }));
    return answer(422, { error: 'this is no valid order', problems });
  }
  const totals = addUp(order.data);
  console.log('order of %s: %d lines, %d cents', order.data.customer.email, order.data.lines.length, totals.total);
  return answer(201, {
    table: TABLE_NAME,
    item: { pk: `ORDER#${context.awsRequestId}`, ...order.data, totals },
  });
}
