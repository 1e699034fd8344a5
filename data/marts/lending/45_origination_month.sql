-- How much was lent each month? One row per whole month of origination, place and product.
select
    loan.vintage as month,
    loan.platform,
    loan.platform_kind,
    loan.region,
    loan.product,
    cast(sum(loan.originated_loans) as bigint) as originated_loans,
    cast(sum(loan.originated_principal) as decimal(18, 2)) as originated_principal,
    max(loan.originated_principal) as largest_originated_principal
from loan
cross join reporting
where loan.vintage between reporting.reported_from and reporting.loans_as_of
group by all
order by month
