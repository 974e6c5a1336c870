using Millrace;

public enum Step : byte { Placed, Paid, Cancelled }

[Record]
public readonly partial record struct OrderEvent(Timestamp At, long Order, Step Step, decimal Amount, Utf8String Customer);

[Record]
public readonly partial record struct PaidOrder(long Order, Utf8String Customer, decimal Amount, Timestamp Placed, Timestamp Paid, int Payments);

[Record]
public readonly partial record struct UnpaidOrder(long Order, Utf8String Customer, Timestamp Placed);
