global using BroadcastExchange = Millrace.Runtime.Exchange<Millrace.Core.Tests.Runtime.Event, Millrace.Core.Tests.Runtime.Event, Millrace.Runtime.BroadcastRoute<Millrace.Core.Tests.Runtime.Event>>;
global using ForwardExchange = Millrace.Runtime.Exchange<Millrace.Core.Tests.Runtime.Event, Millrace.Core.Tests.Runtime.Event, Millrace.Runtime.ForwardRoute<Millrace.Core.Tests.Runtime.Event>>;
global using HashExchange = Millrace.Runtime.Exchange<Millrace.Core.Tests.Runtime.Event, Millrace.Core.Tests.Runtime.Event,
    Millrace.Runtime.HashRoute<Millrace.Core.Tests.Runtime.Event, long, Millrace.Core.Tests.Runtime.LongRecord, Millrace.Core.Tests.Runtime.KeySelector>>;
global using RebalanceExchange = Millrace.Runtime.Exchange<Millrace.Core.Tests.Runtime.Event, Millrace.Core.Tests.Runtime.Event, Millrace.Runtime.RebalanceRoute<Millrace.Core.Tests.Runtime.Event>>;
global using ShuffleExchange = Millrace.Runtime.Exchange<Millrace.Core.Tests.Runtime.Event, Millrace.Core.Tests.Runtime.Event, Millrace.Runtime.ShuffleRoute<Millrace.Core.Tests.Runtime.Event>>;
